"""Verdicts and corrections as Atom (RFC 4287), for readers who follow us without an account."""
