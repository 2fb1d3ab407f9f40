import numpy as np
import pytest

from overlook.kit.errors import Invalid
from overlook.kit.tables import MOST_BYTES
from simulations.engine.data import Data, address, decode, encode, written
from simulations.engine.tables import read

pytestmark = pytest.mark.pure
PLAIN = "score,class\n0.5,1\n-2,0\n"


def _rows(content):
    return read(content).values.tolist()


def _said(content):
    with pytest.raises(Invalid) as refusal:
        read(content)
    return refusal.value.fields["csv"]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        "\ufeff" + PLAIN,
        "score;class\n0,5;1\n-2;0",
        "score;class\n0.5;1\n-2;0",
        "score\tclass\n0,5\t1\n−2\t0",
        '"score", "class"\n"0.5", "1"\n\n\n"-2", "0"\n\n',
        "score,class,\n0.5,1,\n-2,0,\n",
        " score , class \n 5e-1 , 1.0 \n -2. , +0 \n",
    ],
)
def test_the_ways_in_which_spreadsheets_write_a_table_give_one_table(content):
    table = read(content)
    assert table.names == ("score", "class")
    assert table.values.tolist() == [[0.5, 1.0], [-2.0, 0.0]]


def test_a_header_is_not_needed_and_an_empty_name_gets_one():
    assert read("1,2\n3,4").names == ("column 1", "column 2")
    assert read(",b\n3,4").names == ("column 1", "b")
    assert _rows("1,2\n3,4") == [[1, 2], [3, 4]]
    assert _rows("7") == [[7]]


def test_a_header_in_the_letters_of_a_western_office_is_read():
    assert read("größe;klasse\n1;0".encode("cp1252")).names == ("größe", "klasse")


def test_zero_has_one_spelling():
    assert np.copysign(1, read("-0.0,1").values[0, 0]) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b\n1,2\n3,x", "Row 3, column 2 (b): “x” is not a number."),
        ("a,b\n1,2\n\n3,x", "Row 4, column 2 (b): “x” is not a number."),
        ("1,2\n3,", "Row 2, column 2: the value is missing. Fill it in, or leave the row out."),
        ("a,b\n1,NaN", "Row 2, column 2 (b): “NaN” is no finite number. Fill the value in, or leave the row out."),
        ("a,b\ninf,1", "Row 2, column 1 (a): “inf” is no finite number. Fill the value in, or leave the row out."),
        ("a,b\n1,1e400", "Row 2, column 2 (b): “1e400” is too large: values go up to 1e+12."),
        ("a,b\n1,2\n3", "Row 3, column 2: the row has 1 value, and the header has 2."),
        ("1,2\n3,4,5", "Row 2, column 3: the row has 3 values, and row 1 has 2."),
        ("1,two\n3,4", "Row 1, column 2: “two” is not a number. A header must hold no number at all."),
        ("a,b\n1,1_000", "Row 2, column 2 (b): “1_000” is not a number."),
        ("a,b\n1,٣", "Row 2, column 2 (b): “٣” is not a number."),
        ("a,b\n1,0x10", "Row 2, column 2 (b): “0x10” is not a number."),
        ("a;b\n1;1.234,5", "Row 2, column 2 (b): “1.234,5” is not a number."),
        ("a,a\n1,2", "Row 1, column 2: there is another column called “a”."),
        ("a,b\n", "There is a header and nothing below it: paste the numbers too."),
        ('a,b\n"1,2', "Row 2: a quotation mark is not closed."),
        ("", "There are no rows: paste the numbers, one row a line."),
        (" \n\n", "There are no rows: paste the numbers, one row a line."),
        ("a,b\n1,\x002", "Row 2 holds a character that is no text. Save the table as CSV (UTF-8) first."),
        (b"PK\x03\x04" + b"\0" * 50, "Row 1 holds a character that is no text. Save the table as CSV (UTF-8) first."),
        ("1\n" * 2001, "There are 2001 rows, and the limit is 2000. Leave out those after row 2000."),
        (",".join("1" * 51), "There are 51 columns, and the limit is 50. Leave out those after the 50th."),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(content, sentence):
    assert _said(content) == [sentence]


def test_five_faults_are_told_and_the_others_counted():
    said = _said("a\n" + "x\n" * 8)
    assert len(said) == 6
    assert said[-1] == "And 3 more of the kind."


def test_the_limits_themselves_are_within():
    assert read("1\n" * 2000).values.shape == (2000, 1)
    assert read(",".join(["1"] * 50)).values.shape == (1, 50)
    assert len(read("1,2\n" * 1999).values) == 1999
    assert "longer than 64 KB" in _said("1" * (MOST_BYTES + 1))[0]
    assert "longer than 64 KB" in _said("1,2\n" * 20_000)[0]


def test_a_table_is_kept_and_written_without_loss():
    values = np.array([[0.1, 1e12], [-1 / 3, 5e-324]])
    data = Data("a", ("x", 'say "y", z'), values)
    assert np.array_equal(decode(encode(values), 2), values)
    again = read(written(data))
    assert again.names == data.names
    assert np.array_equal(again.values, values)


def test_the_address_depends_on_salt_names_and_numbers():
    content = encode(np.ones((2, 2)))
    addresses = {
        address("s", ("a", "b"), content),
        address("t", ("a", "b"), content),
        address("s", ("ab", ""), content),
        address("s", ("a", "b"), encode(np.zeros((2, 2)))),
    }
    assert len(addresses) == 4
    assert all(len(found) == 64 for found in addresses)


def test_numbers_of_a_learner_cannot_be_changed_by_a_kernel():
    data = Data("a", ("x",), np.ones((3, 1)))
    with pytest.raises(ValueError, match="read-only"):
        data.values[0, 0] = 2
