"""CSV files: what is read, and what is said about those that cannot be."""

import csv
import gzip
import io
import re
import threading

import numpy as np
import pytest

from engine import Cancelled, DataError, InputError, UnknownName, csvdata

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
    b"a,b\n1,0\n1,1\n": "no feature is left: 'a': the same value in every row",
    b"a,b\n1,0\n2,1\nthree,1\n": "row 4, column 'a': 'three' is no number",
    b"a,b\n1,0\ninf,1\n": "row 3, column 'a': 'inf' is not finite",
    b"a,b\n1,0\n2\x1b[31m,1\n": "row 3: a control character, U+001B",
    "a,b\n1,0\n\u202e2,1\n".encode(): "row 3: a control character, U+202E",
    b"a,a\n1,0\n2,1\n": "row 1, column 'a': every column needs a name",
    b"a\n1\n2\n": "column 'a': one column alone",
    b'a,b\n1,"0\n2,1\n': "not CSV",
    b"a,b\n1,0\n1_000,1\n": "row 3, column 'a': '1_000' is no number",
    b"a,b\n,0\n,1\n": "every row has a missing value",
    b"a;b\n1;0\n2;1\n": "';' parts the values, not ',': say delimiter=';'",
    b"a\tb\n1\t0\n2\t1\n": r"'\t' parts the values, not ','",
    b"1,5;0\n2,5;1\n": "';' parts the values",
    "a,b\n1,0\n2,1\n".encode("utf-16"): "text in UTF-16",
    "a,b\n1,0\n2,1\n".encode("utf-16-be"): "text in UTF-16 or UTF-32",
    gzip.compress(b"a,b\n1,0\n2,1\n", mtime=0): "compressed with gzip",
    b"PK\x03\x04\x14\x00\x06\x00": "a zip archive, or a workbook",
    b"day,b\n31/01/2024,0\n28/02/2024,1\n": "column 'day': '31/01/2024' is a date or a time",
    b"at,b\n10:30,0\n11:45,1\n": "'10:30' is a date or a time",
    b"day,b\n2024-01-31,0\n2024-02-31,1\n": "row 3, column 'day': '2024-02-31' is no date",
    b'a,b\n"$10",0\n"$20",1\nfree,1\n': "row 4, column 'a': 'free' is no number",
    b"a,b\n10%,0\n20%,1\n0.3,1\n": "row 4, column 'a': '0.3' is no number with %",
    b",a,b\n7,1,0\n7,2,1\n8,3,1\n": "every column needs a name of its own",
    b"a,,b\n1,1,0\n2,2,1\n": "every column needs a name of its own",
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


READ = {
    "10%,20%,5.5%,-3 %": ([10, 20, 5.5, -3], "per cent"),
    '$10,"$1,250.50",-$3,$0': ([10, 1250.5, -3, 0], "money"),
    "10 €,20 €,30 €,40 €": ([10, 20, 30, 40], "money"),
    '"1,000","2,500",900,"1,000,000"': ([1000, 2500, 900, 1e6], "numbers with thousands apart"),
    '900,"1,200",500,700': ([900, 1200, 500, 700], "numbers with thousands apart"),
    "1 000,2 500,900,1 000 000": ([1000, 2500, 900, 1e6], "numbers with thousands apart"),
    '"3,5","0,25","-1,125",4': ([3.5, 0.25, -1.125, 4], "numbers with decimal commas"),
    '"1.234,5","7,25",3,"2.000","8,5"': ([1234.5, 7.25, 3, 2000, 8.5], "numbers with decimal commas"),
    "1970-01-01,1970-01-31,1969-12-31,1970-01-02T12:00": ([0, 30, -1, 1.5], "days since 1970-01-01"),
}


@pytest.mark.parametrize("cells", READ)
def test_numbers_as_people_write_them_are_read_and_it_is_told(cells):
    numbers, form = READ[cells]
    (values,) = csv.reader([cells])
    text = "".join(f'"{cell}",{i % 2}\n' for i, cell in enumerate(values))
    found = read(f"a,y\n{text}")
    assert found.dataset.X[:, 0] == pytest.approx(numbers)
    assert found.read_as == {"a": form}
    assert found.categories == {}
    assert read(f"a,y\n{text}", categorical=["a"]).categories == {"a": tuple(sorted(values))}


def test_a_comma_that_may_mean_two_things_is_refused():
    with pytest.raises(DataError, match="'1,234' may part thousands or be decimal"):
        read("a;y\n1,234;0\n2,500;1\n", delimiter=";")
    assert read("a;y\n1,234;0\n2,5;1\n", delimiter=";").dataset.X.tolist() == [[1.234], [2.5]]


def test_a_column_that_is_the_same_everywhere_is_left_out_and_it_is_told():
    found = read("a,b,c,y\n0,1,x,0\n0,2,x,1\n0,3,x,1\n")
    assert found.dataset.X.tolist() == [[1], [2], [3]]
    assert found.dataset.features == ("b",)
    assert found.ignored == dict.fromkeys("ac", "the same value in every row")
    # Around a target in the middle, too.
    rows = np.arange(24.0).reshape(4, 6) % 5
    rows[:, [0, 4]] = 7
    table = "\n".join(",".join(map(str, row)) for row in rows)
    data = read(f"a,b,c,d,e,f\n{table}\n", target="c", task="regression").dataset
    assert data.features == ("b", "d", "f")
    assert np.array_equal(data.X, rows[:, [1, 3, 5]])
    assert np.array_equal(data.Y[:, 0], rows[:, 2])


@pytest.mark.parametrize("name", ["", "Unnamed: 0"])
def test_the_index_that_pandas_writes_is_left_out(name):
    found = read(f"{name},a,y\n0,1,0\n1,5,1\n2,3,1\n")
    assert found.dataset.features == ("a",)
    assert found.ignored == {name: "it numbers the rows"}


def test_a_minus_and_none_are_classes_in_words_and_missing_in_numbers():
    assert read("a,y\n1,+\n2,-\n3,+\n").dataset.classes == ("+", "-")
    assert read("a,y\n1,None\n2,Gravel\n").dataset.classes == ("Gravel", "None")
    assert read("a,y\n1,-\n2,None\n").dataset.classes == ("-", "None")
    assert read("a,y\n1,0\n-,1\nNone,1\n4,1\n").missing_count == 2


@pytest.mark.parametrize("width", [400, 3000])
def test_of_many_names_a_message_shows_some(width):
    names = [f"a long name of a column, {i}" for i in range(width)]
    header = ",".join(f'"{name}"' for name in names)
    row = ",".join("1" * width)
    with pytest.raises(DataError) as caught:
        read(f"{header},{header}\n{row},{row}\n")
    assert len(str(caught.value)) < 300
    with pytest.raises(UnknownName) as caught:
        read(f"{header}\n{row}\n", target="nothing like it")
    assert len(str(caught.value)) < 300


def test_names_and_paths_of_any_length_make_no_long_message(tmp_path):
    folder = tmp_path / ("d" * 200) / ("e" * 200)
    folder.mkdir(parents=True)
    (folder / "mine.csv").write_text(f"{'n' * 5000},y\n1,0\ntwo{'!' * 5000},1\n3,1\n4,1\n")
    with pytest.raises(DataError) as caught:
        csvdata.load(folder / "mine.csv")
    assert len(str(caught.value)) < 300
    assert caught.value.path == str(folder / "mine.csv")
    assert "mine.csv, row 3, column 'nnn" in str(caught.value)


def test_no_cell_is_long_enough_to_keep_a_pattern_busy():
    # A pattern that backtracks would need hours for these.
    for cell in ("1" * 100_000 + "x", "1,111" * 20_000 + "x", "1 " * 50_000 + "%x", "a" * 100_000 + " 1"):
        with pytest.raises(DataError):
            read(f'a,y\n"{cell}",0\n"{cell}",0\n')


BAD = {
    "source is 123": lambda: csvdata.load(123),
    "source is None": lambda: csvdata.load(None),
    "delimiter is ''": lambda: read(TABLE, delimiter=""),
    "delimiter is 5": lambda: read(TABLE, delimiter=5),
    "target is 9": lambda: read(TABLE, target=9),
    "target is None": lambda: read(TABLE, target=None),
    "categorical is 'age'": lambda: read(TABLE, categorical="age"),
    "categorical is 5": lambda: read(TABLE, categorical=[5]),
    "progress is 5": lambda: read(TABLE, progress=5),
    "task is 'classification'.*did you mean 'binary'": lambda: read(TABLE, task="classification"),
}


@pytest.mark.parametrize("pattern", BAD)
def test_a_wrong_argument_is_named(pattern):
    with pytest.raises(InputError, match=pattern):
        BAD[pattern]()


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
