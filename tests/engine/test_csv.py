"""CSV files: what is read, and what is said about those that cannot be."""

import io
import re
import threading

import numpy as np
import pytest

from engine import Cancelled, DataError, UnknownName, csvdata

TABLE = """age,colour,weight,grade
20,red,1.5,good
30,blue,2.5,bad
40,red,,good
50,green,4.5,bad
"""


def read(text, **options):
    stream = io.BytesIO(text) if isinstance(text, bytes) else io.StringIO(text)
    return csvdata.load(stream, **options)


def test_numbers_stay_numbers_and_words_become_a_feature_each():
    found = read(TABLE, target="grade")
    data = found.dataset
    assert data.features == ("age", "colour=blue", "colour=green", "colour=red", "weight")
    assert data.X.tolist() == [[20, 0, 0, 1, 1.5], [30, 1, 0, 0, 2.5], [50, 0, 1, 0, 4.5]]
    assert data.classes == ("bad", "good")
    assert data.Y.tolist() == [[1.0], [0.0], [0.0]]
    assert found.missing == ((4, "weight"),)
    assert (found.missing_count, found.dropped) == (1, 1)
    assert found.categories == {"colour": ("blue", "green", "red"), "grade": ("bad", "good")}


def test_a_missing_number_may_become_the_mean():
    data = read(TABLE, target="grade", missing="mean").dataset
    # (1.5 + 2.5 + 4.5)/3
    assert data.X[2, 4] == pytest.approx(8.5 / 3)
    with pytest.raises(DataError, match=r"row 4, column 'weight': a missing value"):
        read(TABLE, target="grade", missing="error")


def test_the_target_decides_the_task():
    by_weight = read(TABLE, target="weight").dataset
    assert by_weight.task == "regression"
    digits = read("a,y\n1,0\n2,1\n3,2\n").dataset
    assert (digits.task, digits.Y.tolist()) == ("multiclass", [0, 1, 2])
    assert read("a,y\n1,0\n2,1\n3,2\n", task="regression").dataset.Y.tolist() == [[0.0], [1.0], [2.0]]
    assert read("a,y\n1,3\n2,7\n").dataset.classes == ("3", "7")


def test_a_file_without_a_header_gets_names():
    data = read("1,2,0\n3,4,1\n").dataset
    assert data.features == ("column 1", "column 2")
    assert read("x,y\n1,0\n2,1\n", header=True).dataset.features == ("x",)
    assert read("1;0\n2;1\n", delimiter=";").dataset.X.tolist() == [[1.0], [2.0]]


def test_quotes_byte_order_marks_and_line_ends():
    text = '\ufeffa,"b, c",y\r\n1,2,"no"\r\n3,4,"yes"\r\n\r\n'
    data = read(text.encode()).dataset
    assert data.features == ("a", "b, c")
    assert data.classes == ("no", "yes")


FAULTS = {
    b"": "the file is empty",
    b"a,b\n": "row 1: there is a header and no row below it",
    b"a,b\n1,0\n2,1,5\n": "row 3: 3 values in a table of 2 columns",
    b"a,b\n1,0\n\xff,1\n": "row 3: not UTF-8: byte 0xff at place 1",
    b"a,b\n1,0\n2,0\n": "column 'b': all rows are of one class, 0",
    b"a,b\n1,0\n1,1\n": "column 'a': the same value in every row",
    b"a,b\n1,0\n2,1\nthree,1\n": "row 4, column 'a': 'three' is no number",
    b"a,b\n1,0\ninf,1\n": "row 3, column 'a': 'inf' is not finite",
    b"a,b\n1,0\n2\x1b[31m,1\n": "row 3: a control character, U+001B",
    "a,b\n1,0\n\u202e2,1\n".encode(): "row 3: a control character, U+202E",
    b"a,a\n1,0\n2,1\n": "row 1, column 'a': every column needs a name",
    b"a\n1\n2\n": "column 'a': one column alone",
    b'a,b\n1,"0\n2,1\n': "not CSV",
    b"a,b\n1,0\n1_000,1\n": "row 3, column 'a': '1_000' is no number",
    b"a,b\n,0\n,1\n": "every row has a missing value",
}


@pytest.mark.parametrize("content", FAULTS)
def test_a_fault_is_told_with_file_row_column_and_reason(content, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        csvdata.load(path)
    assert str(path) in str(caught.value)
    assert FAULTS[content] in str(caught.value)
    # What a terminal would obey is never repeated.
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", str(caught.value))


def test_a_target_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'grade'"):
        read(TABLE, target="grad")


def numbers(rows):
    rng = np.random.default_rng(0)
    values = rng.normal(size=(rows, 5)).round(6)
    lines = "\n".join(",".join(map(repr, map(float, row))) for row in values)
    return values, "a,b,c,d,e\n" + lines + "\n"


def test_many_blocks_give_the_numbers_that_were_written(tmp_path):
    values, text = numbers(30_000)
    path = tmp_path / "many.csv"
    path.write_text(text)
    shares = []
    data = csvdata.load(path, target="b", progress=shares.append).dataset
    assert np.array_equal(data.X, values[:, [0, 2, 3, 4]])
    assert np.array_equal(data.Y[:, 0], values[:, 1])
    assert shares == sorted(shares)
    assert len(shares) > 2
    assert shares[-1] == 1.0


def test_reading_can_be_called_off(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text(numbers(30_000)[1])
    event = threading.Event()
    with pytest.raises(Cancelled):
        csvdata.load(path, progress=lambda share: event.set(), cancelled=event.is_set)
