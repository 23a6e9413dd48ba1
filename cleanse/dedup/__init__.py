"""Exact and near duplicates: cheap signatures propose, exact Jaccard on word 5-grams decides.

::

    shingles     words, shingles, exact overlap: the definitions everything else answers to
    signatures   sign(text): pure, one document at a time, runs in workers
    bands        how signatures are cut so that similar documents share a key
    candidates   which documents meet in a band's bucket, and how many of them are looked at
    checks       the exact check of one pair
    clusters     connected components of checked pairs
    choice       which copy stays
    decider      all of a run's documents: signatures in, decisions out
    near         near_duplicates(texts): all of it for texts at hand
"""
