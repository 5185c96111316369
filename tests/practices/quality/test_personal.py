"""Numbers that belong to a person, and those that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.completeness import NOTHING, Beside
from practices.quality.findings import Level
from practices.quality.personal import CHECK, WEIGHTS, find, is_identity_number, passes_luhn
from tests.practices.quality.cases import codes, content


def found(text: str, beside: Beside = NOTHING) -> list:
    return list(find(content(text), beside))


def identity_number(first: str) -> str:
    """Seventeen digits with their check digit."""
    return first + CHECK[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


@pytest.mark.parametrize(
    "text",
    [
        "联系人王某，手机13812345678。",
        "电话：138 1234 5678",
        "电话 138-1234-5678（微信同号）",
        "请拨打+86 13812345678",
        "拨打１３８１２３４５６７８咨询",
        "13812345678",
        "微信号19912345678，随时联系",
    ],
)
def test_a_mobile_number_is_found(text):
    assert codes(found(text)) == ["personal.mobile"]


@pytest.mark.parametrize(
    "text",
    [
        "总投资13812345678元",
        "累计节约13812345678 吨",
        "合同编号GZ13812345678",
        "流水号2023138123456789012",
        "小数 0.13812345678",
        "〔13812345678〕号",
        "12345678901",
        "拨打12345热线、12319 热线、110",
        "一共 1381234 件",
    ],
)
def test_what_is_no_mobile_number_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "值班电话0633-8781234",
        "电话：（0633）8781234".replace("（", "(").replace("）", ")"),
        "电话 010-12345678".replace("12345678", "62345678"),
        "0531 66605678",
        "传真：0531—66605678",
    ],
)
def test_a_landline_is_advice_since_an_office_may_publish_its_own(text):
    (finding,) = found(text)
    assert (finding.code, finding.level) == ("personal.landline", Level.ADVISE)


@pytest.mark.parametrize(
    "text",
    ["鲁建城管字〔2023〕12 号", "2023-8781234", "400-658-1234", "DB37/T 4567-2022", "0633 号地块", "面积 0.66605678"],
)
def test_what_is_no_landline_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "first", ["37110219800101123", "11010519491231002", "37010219900228301", "65010119751105421", "44052418800101001"]
)
def test_an_identity_number_stops_a_case(first):
    (finding,) = found(f"居民王某，身份证号{identity_number(first)}，申请补贴。")
    assert (finding.code, finding.level) == ("personal.identity", Level.STOP)


def test_an_identity_number_is_found_with_its_parts_apart_and_a_small_x():
    number = identity_number("11010519491231002")
    assert number.endswith("X")
    for text in (f"{number[:6]} {number[6:14]} {number[14:]}", number.lower(), f"证件 {number}。"):
        assert codes(found(text)) == ["personal.identity"]


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码913701027058234567",
        "合同号370102202313451234",  # no such month
        "编号 990102199001011234",  # no such province
        "流水 3701021990010112345678",
    ],
)
def test_other_long_numbers_are_no_identity_numbers(text):
    assert found(text) == []


def test_a_wrong_check_digit_is_asked_about_only_where_the_text_says_what_it_is():
    right = identity_number("37110219800101123")
    wrong = right[:17] + ("1" if right[17] != "1" else "2")
    assert codes(found(f"身份证号：{wrong}")) == ["personal.identity_like"]
    assert found(f"设备编码 {wrong}") == []


def test_the_old_identity_number_is_found_where_the_text_says_what_it_is():
    assert codes(found("身份证 371102800101123 已登记")) == ["personal.identity_like"]
    assert found("设备编码 371102800101123") == []


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_by_the_check_digit(first, place, shift):
    number = identity_number("371102" + "19800101" + first[:3])
    changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert is_identity_number(number)
    assert not is_identity_number(changed)


@pytest.mark.parametrize(
    "text", ["车牌鲁A12345", "鲁LD12345 号渣土车".replace(" 号", ""), "查获鲁L·8K23Q 一辆", "鲁B 7X52G", "鲁L12345D"]
)
def test_a_number_plate_is_found(text):
    assert codes(found(text)) == ["personal.plate"]


@pytest.mark.parametrize(
    "text", ["鲁A×××××", "鲁L牌照", "新A12345地块", "鲁建 12345", "京ABCDE", "鲁A123456789", "皖南A区12345"]
)
def test_what_is_no_plate_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["卡号6222021234567890128", "打款到 6222 0212 3456 7890 128", "账号 4111111111111111"])
def test_a_bank_card_is_found(text):
    number = "".join(character for character in text if character.isdigit())
    assert passes_luhn(number), "the example is wrong"
    assert codes(found(text)) == ["personal.card"]


@pytest.mark.parametrize("text", ["流水 4111111111111111", "卡号 6222021234567890127", "订单6222021234567890123456"])
def test_what_is_no_card_is_left_alone(text):
    assert found(text) == []


@given(st.text("0123456789", min_size=15, max_size=18), st.integers(0, 17), st.integers(1, 9))
def test_luhn_notices_one_wrong_digit(first, place, shift):
    number = next(first + digit for digit in "0123456789" if passes_luhn(first + digit) or not first.strip("0"))
    place %= len(number)
    changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    if number.strip("0"):
        assert not passes_luhn(changed)


def test_the_cases_own_contact_is_no_finding():
    beside = Beside(contact_phone="0633-8781234")
    assert found("咨询电话0633-8781234", beside) == []
    assert codes(found("咨询电话0633-8789999", beside)) == ["personal.landline"]


def test_the_excerpt_hides_the_number_and_the_key_tells_two_apart():
    one, other = found("手机13812345678，另一部13912345678。")
    assert "1234567" not in one.excerpt and "138" in one.excerpt
    assert one.key != other.key
    assert "13812345678" not in one.key


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"indicators": [{"name": "投诉", "source": "电话13812345678"}]}, "成效指标第 1 行“数据来源”"),
        ({"steps": [{"title": "一"}, {"title": "二", "body": "找13812345678"}]}, "步骤第 2 行“做法”"),
        ({"images": [{"caption": "王某13812345678"}]}, "图片第 1 行“图片说明”"),
        ({"summary": "拨打13812345678"}, "一句话摘要"),
    ],
)
def test_every_part_is_looked_at_and_named(fields, label):
    (finding,) = find(content(**fields), NOTHING)
    assert finding.where.label() == label
