"""The door: who a number belongs to, who a session belongs to, where one is signed in."""
