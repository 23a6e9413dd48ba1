"""The rules that are installed: what they are, whether their examples hold, what they do to labelled lines."""

from cleanse.rulebook.catalogue import Item, Option, catalogue, find_item
from cleanse.rulebook.examples import ExampleTest, read_entries, try_examples
from cleanse.rulebook.labelled import Firing, Labelled, fire, read_labelled
from cleanse.rulebook.stub import write_stub

__all__ = [
    "ExampleTest",
    "Firing",
    "Item",
    "Labelled",
    "Option",
    "catalogue",
    "find_item",
    "fire",
    "read_entries",
    "read_labelled",
    "try_examples",
    "write_stub",
]
