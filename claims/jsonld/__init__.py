"""The same facts as linked data: one presenter a representation, given objects, asking nothing.

Each module names the page of the specification that it follows.
"""
