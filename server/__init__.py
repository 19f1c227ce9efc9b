"""The Starlette application, sign-in, files, limits, live updates, jobs, settings and commands."""
