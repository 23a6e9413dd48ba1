"""Signatures on disk: is this document, or one like it, there already?

::

    scheme      how signatures are cut into keys, and how an estimate is read
    keys        40-bit keys and 4-bit sketches, from signatures
    blooms      a blocked Bloom filter over sorted keys
    tables      sorted keys with the rows they lead to: written in order, searched in order or probed
    names       documents by file and row, files by path
    segments    an immutable file of the above, with digests
    drafts      documents that will be a segment
    merging     several segments made into one, in bounded memory
    book        which segments there are: the one file that is ever replaced
    store       add, crash-safe and by one writer at a time
    lookup      which documents of the index are like these
    audit       does the index hold what its book says
    figures     how large it is, and how well its filters work
    signing     from our signatures to what an index takes
    texts       SignatureIndex: all of it for texts at hand

A segment is never changed. Adding writes a new one, waits for the disk, and puts a book in the place of the old one
that lists it. When four segments of a size have come together, they are made into one in the same way.
"""
