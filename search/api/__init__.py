"""The read-only API, version 1. It says what the pages say, to the same readers (described in search.openapi)."""
