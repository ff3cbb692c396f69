"""What a document says: text from files, sentences, anchors.

Pure functions that know no model. Importing this package costs nothing: what is heavy
(trafilatura, pypdfium2, mammoth) is loaded by `files.read` when a file of that kind comes in.
"""
