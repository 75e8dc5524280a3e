"""Reads a whole experiment with MLflow's own client and prints it as JSON.

Usage: MLFLOW_TRACKING_URI=… python read-back.py <experiment name>
"""

import json
import math
import sys

from mlflow.tracking import MlflowClient


def plain(value):
    return value if math.isfinite(value) else str(value)


def artifacts(client, run_id, path=None):
    for item in client.list_artifacts(run_id, path):
        if item.is_dir:
            yield from artifacts(client, run_id, item.path)
        else:
            yield {"path": item.path, "bytes": item.file_size}


def main():
    client = MlflowClient()
    experiment = client.get_experiment_by_name(sys.argv[1])
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
    print(json.dumps({"lifecycle": experiment.lifecycle_stage, "runs": runs}))


main()
