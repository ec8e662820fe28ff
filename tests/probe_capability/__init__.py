"""A capability that is not built, made small: it shows that the core carries what comes later.

Two parties who must both consent, a closed session, a child case, and a booking that is no case. Installed by the
tests alone, written without touching a lower floor.
"""
