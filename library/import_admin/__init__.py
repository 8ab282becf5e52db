"""Imports in the admin: upload, columns, what would change, import, history. The work is in `library.importing`."""
