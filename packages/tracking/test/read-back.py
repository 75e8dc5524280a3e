"""Reads whole experiments with MLflow's own client and prints each as a line of JSON.

Each line of standard input asks for one: {"experiment": name, "environment": {"MLFLOW_TRACKING_URI": …, …}}. One process
answers them all, since loading MLflow takes seconds.
"""

import json
import math
import os
import sys

import mlflow
from mlflow.tracking import MlflowClient


def plain(value):
    return value if math.isfinite(value) else str(value)


def artifacts(client, run_id, path=None):
    for item in client.list_artifacts(run_id, path):
        if item.is_dir:
            yield from artifacts(client, run_id, item.path)
        else:
            yield {"path": item.path, "bytes": item.file_size}


def read(name):
    client = MlflowClient()
    experiment = client.get_experiment_by_name(name)
    runs = {}
    for run in client.search_runs([experiment.experiment_id]):
        tables = json.loads(run.data.tags.get("mlflow.loggedArtifacts", "[]"))
        runs[run.data.tags["trunkline.runId"]] = {
            "id": run.info.run_id,
            "name": run.info.run_name,
            "status": run.info.status,
            "user": run.info.user_id,
            "start": run.info.start_time,
            "end": run.info.end_time,
            "params": run.data.params,
            "tags": run.data.tags,
            "metrics": {
                key: [
                    [metric.step, plain(metric.value), metric.timestamp]
                    for metric in sorted(client.get_metric_history(run.info.run_id, key), key=lambda one: one.step)
                ]
                for key in run.data.metrics
            },
            "inputs": [
                {
                    "name": given.dataset.name,
                    "digest": given.dataset.digest,
                    "source": given.dataset.source,
                    "sourceType": given.dataset.source_type,
                    "schema": given.dataset.schema,
                    "tags": {tag.key: tag.value for tag in given.tags},
                }
                for given in run.inputs.dataset_inputs
            ],
            "artifacts": list(artifacts(client, run.info.run_id)),
            "tables": {
                table["path"]: json.loads(
                    client.load_table(experiment.experiment_id, table["path"], [run.info.run_id]).to_json(orient="split")
                )
                for table in tables
            },
        }
    return {"lifecycle": experiment.lifecycle_stage, "runs": runs}


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        for name in ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"]:
            os.environ.pop(name, None)
        os.environ.update(asked["environment"])
        mlflow.set_tracking_uri(asked["environment"]["MLFLOW_TRACKING_URI"])
        print(json.dumps(read(asked["experiment"])), flush=True)


main()
