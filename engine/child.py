"""What runs in the child process: the one place that imports scikit-learn. See `jobs`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np


def _end_with_parent(folder: str) -> None:
    sys.stdin.buffer.read()
    # Whatever has ended the parent may have left it no time for that.
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _load(request: dict[str, Any], arrays: dict[str, Any]) -> dict[str, Any]:
    bunch = getattr(import_module("sklearn.datasets"), f"load_{request['name']}")()
    names = getattr(bunch, "feature_names", [f"x{i}" for i in range(bunch.data.shape[1])])
    classes = [str(name) for name in getattr(bunch, "target_names", [])]
    return {"X": bunch.data, "Y": bunch.target, "features": list(map(str, names)), "classes": classes}


def _model(request: dict[str, Any]) -> Any:
    classes, name, options = request["task_of_data"] != "regression", request["model"], request["options"]
    module, classifier, regressor = {
        "logistic regression": ("linear_model", "LogisticRegression", ""),
        "linear regression": ("linear_model", "", "LinearRegression"),
        "nearest neighbours": ("neighbors", "KNeighborsClassifier", "KNeighborsRegressor"),
        "random forest": ("ensemble", "RandomForestClassifier", "RandomForestRegressor"),
        "support vectors": ("svm", "SVC", "SVR"),
        "network": ("neural_network", "MLPClassifier", "MLPRegressor"),
    }[name]
    maker = getattr(import_module(f"sklearn.{module}"), classifier if classes else regressor)
    parameters = maker().get_params()
    if "random_state" in parameters:
        options = {"random_state": request["seed"], **options}
    return maker(**options)


def _fit(request: dict[str, Any], arrays: dict[str, Any]) -> dict[str, Any]:
    model = _model(request)
    began = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        model.fit(arrays["X"], arrays["Y"])
    answer: dict[str, Any] = {
        "seconds": time.perf_counter() - began,
        "warnings": [str(w.message) for w in caught if issubclass(w.category, UserWarning)],
    }
    if hasattr(model, "n_iter_"):
        answer["iterations"] = int(np.max(model.n_iter_))
    if hasattr(model, "loss_curve_"):
        answer["losses"] = np.array(model.loss_curve_)
    for part in ("train", "test", "at"):
        X = arrays["X"] if part == "train" else arrays.get(f"X_{part}")
        if X is not None:
            answer[f"prediction_{part}"] = model.predict(X)
            if hasattr(model, "predict_proba"):
                answer[f"probability_{part}"] = model.predict_proba(X)
    return answer


def main(folder: str) -> None:
    """Read the request in `folder`, do it, leave the answer there."""
    threading.Thread(target=_end_with_parent, args=[folder], daemon=True).start()
    request = json.loads(Path(folder, "request.json").read_text())
    with np.load(os.path.join(folder, "request.npz"), allow_pickle=False) as file:
        arrays = dict(file)
    try:
        warnings.simplefilter("ignore")
        answer = {"load": _load, "fit": _fit}[request["task"].partition(" ")[0]](request, arrays)
    except ImportError as error:
        answer = {"error": f"scikit-learn cannot be imported: {error}"}
    except Exception as error:
        # Whatever went wrong is the parent's to report; here nobody would see it.
        answer = {"error": f"{type(error).__name__}: {error}"}
    plain = {k: v for k, v in answer.items() if not isinstance(v, np.ndarray)}
    np.savez(os.path.join(folder, "answer.npz"), **{k: v for k, v in answer.items() if k not in plain})
    # Last, and in one go: where this file is, the answer is whole.
    Path(folder, "answer.part").write_text(json.dumps(plain))
    os.replace(os.path.join(folder, "answer.part"), os.path.join(folder, "answer.json"))


if __name__ == "__main__":
    main(sys.argv[1])
