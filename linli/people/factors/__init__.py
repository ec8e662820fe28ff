"""Second factors: an authenticator app, passkeys and recovery codes, on the tables of django-allauth."""

PURPOSE = "mfa.authenticator.data"
"""Under what the secrets in the library's JSON are sealed."""
