"""How far several people's independent ratings agree, as a number and how sure it is.

Krippendorff's alpha, by the coincidence matrices of K. Krippendorff, "Computing Krippendorff's
Alpha-Reliability" (2011): any number of raters, ratings missing, three levels of measurement.
"""
