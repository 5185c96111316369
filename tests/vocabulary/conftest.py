from tests.search.conftest import _remove_index, index

__all__ = ["_remove_index", "index"]
