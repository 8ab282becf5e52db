"""The vocabulary in the admin: its tree, and what staff do with a theme."""
