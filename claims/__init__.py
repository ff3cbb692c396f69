"""Factcheck, from a document's sentence to a published verdict.

The floor plan. A room imports only from floors below its own; inside a room imports go in
one direction. `tests/test_floor_plan.py` reads this table and the code, and fails where the
two differ.

6  urls                the street addresses
6  apps                what happens when the house is built: triggers laid, roles made
5  admin               the newsroom's door: review, import, export
5  views               the readers' doors
5  feeds               the latest verdicts and corrections, as Atom
5  sitemaps            what search engines may list
5  management          the machine room's door: commands
5  templatetags        how a rating looks on a page
5  context_processors  what every page knows: the newsroom's name and address
5  middleware          what every request passes: readable addresses, a name for the log
5  checks              what must be true before the doors open
4  forms               what a person may type
4  intake              a document comes in: by paste, upload or address
4  importexport        rows in, rows out
4  record              whether the log holds, and a claim's part of it to take away
3  jsonld              the same facts as linked data
3  workflow            every change of status, and who may make it
3  preservation        bring in what the network shows, under guard
2  models              the nouns, their rules and their named queries
1  search              find words in a queryset, on SQLite or PostgreSQL
1  merkle              the tree over the log's hashes, and what is signed about it
1  reading             what a document says: text from files, sentences, anchors
1  agreement           how far independent ratings agree
0  vocabulary          the words a field may say, and where each word comes from
"""
