"""The newsroom's door: Django's admin, one noun a file.

`changelist` refuses addresses that cannot be read, `recorded` sends every write through the
workflow's verbs, `stale` shows two people what both wrote, `history` reads the log to people,
`steps` holds a page for each arrow of the workflow. `nouns` registers all of it.
"""
