from __future__ import annotations

import pytest

from vocabulary.pinyin import pinyin_order


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        # By code points 城 stands before 执 and after 综; by sound between 城 and 综.
        (["综合执法支队", "执法监督处", "城管委办公室"], ["城管委办公室", "执法监督处", "综合执法支队"]),
        # The same sound: by tone.
        (["市", "石", "诗"], ["诗", "石", "市"]),
        (["B科", "A科"], ["A科", "B科"]),
    ],
)
def test_lists_stand_in_the_order_of_a_dictionary(given, ordered):
    assert sorted(given, key=pinyin_order) == ordered
