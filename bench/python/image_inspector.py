"""
The upload-event function as it is usually written in Python: a ranged GET, PIL for the header, one conditional update.
"""

import io
import json
import os
import time
from datetime import datetime
from urllib.parse import unquote_plus

import boto3
from PIL import Image

TABLE = os.environ["TABLE_NAME"]
HEAD_BYTES = 64 * 1024

dynamodb = boto3.client("dynamodb", endpoint_url=os.environ.get("AWS_ENDPOINT_URL_DYNAMODB"))
s3 = boto3.client("s3", endpoint_url=os.environ.get("AWS_ENDPOINT_URL_S3"))


def handler(event, _context):
    failures = []
    for message in event["Records"]:
        try:
            for record in json.loads(message["body"])["Records"]:
                inspect(record)
        except Exception as error:  # one bad message must not hold up the others
            print(json.dumps({"level": "ERROR", "message": str(error)}), flush=True)
            failures.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failures}


def inspect(record):
    upload = record["s3"]["object"]
    key = unquote_plus(upload["key"])
    head = s3.get_object(
        Bucket=record["s3"]["bucket"]["name"],
        Key=key,
        VersionId=upload["versionId"],
        IfMatch=upload["eTag"],
        Range=f"bytes=0-{min(upload['size'], HEAD_BYTES) - 1}",
    )
    with Image.open(io.BytesIO(head["Body"].read())) as image:
        width, height = image.size
        content_type = Image.MIME[image.format]
    event_ms = int(datetime.fromisoformat(record["eventTime"].replace("Z", "+00:00")).timestamp() * 1000)
    order = f"{event_ms:013d}#{upload['sequencer']:0>40}"
    number = lambda value: {"N": str(value)}
    dynamodb.update_item(
        TableName=TABLE,
        Key={"id": {"S": key.split("/")[1]}},
        ConditionExpression="attribute_exists(id) AND (attribute_not_exists(imageEvent) OR imageEvent < :order)",
        UpdateExpression="SET image = :image, imageEvent = :order, updatedAt = :now, objectKeys = :keys "
        "ADD version :one, contentVersion :one REMOVE expiresAt",
        ExpressionAttributeValues={
            ":image": {
                "M": {
                    "size": number(upload["size"]),
                    "width": number(width),
                    "height": number(height),
                    "contentType": {"S": content_type},
                    "uploadedAt": number(event_ms),
                }
            },
            ":order": {"S": order},
            ":now": number(int(time.time() * 1000)),
            ":keys": {"L": [{"S": key}]},
            ":one": number(1),
        },
        ReturnValues="ALL_NEW",
    )
    print(json.dumps({"level": "INFO", "message": "Inspected", "width": width, "height": height}), flush=True)
