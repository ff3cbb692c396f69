"""Whether the log holds, what is wrong where it does not, and a claim's part of it to take away.

Everything here reads, and reads rows as the database has them: a million entries are too many
for objects, and an entry that somebody damaged may be none.
"""
