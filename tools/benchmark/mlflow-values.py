"""Logs metric values with MLflow's own client, one `log_metric` a value, then in batches of 1000.

Usage: MLFLOW_TRACKING_URI=… python mlflow-values.py <values>
Prints JSON: seconds for all values, each way.
"""

import json
import sys
import time

from mlflow.entities import Metric
from mlflow.tracking import MlflowClient


def main():
    values = int(sys.argv[1])
    client = MlflowClient()
    experiment = client.create_experiment("mlflow-values-python")
    run = client.create_run(experiment).info.run_id
    start = time.perf_counter()
    for step in range(values):
        client.log_metric(run, "train/loss/total", 1 / (step + 1), step=step)
    single = time.perf_counter() - start

    run = client.create_run(experiment).info.run_id
    start = time.perf_counter()
    now = int(time.time() * 1000)
    for first in range(0, values, 1000):
        steps = range(first, min(first + 1000, values))
        client.log_batch(run, metrics=[Metric("train/loss/total", 1 / (step + 1), now, step) for step in steps])
    print(json.dumps({"single": single, "batched": time.perf_counter() - start}))


main()
