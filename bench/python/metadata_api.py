"""
The REST function as it is usually written in Python: boto3's clients, made outside the handler. The same two calls
of the contract, with the same AWS calls, so that the benchmark compares like with like.
"""

import json
import os
import re
import secrets
import time
import uuid

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config

TABLE = os.environ["TABLE_NAME"]
BUCKET = os.environ["BUCKET_NAME"]
EXPIRES = int(os.environ["URL_EXPIRES_SECONDS"])
PENDING_SECONDS = int(os.environ["PENDING_DAYS"]) * 86400

dynamodb = boto3.client("dynamodb", endpoint_url=os.environ.get("AWS_ENDPOINT_URL_DYNAMODB"))
s3 = boto3.client(
    "s3",
    endpoint_url=os.environ.get("AWS_ENDPOINT_URL_S3"),
    config=Config(signature_version="s3v4"),
)
serialize = TypeSerializer().serialize
deserialize = TypeDeserializer().deserialize

FILENAME = re.compile(r"[A-Za-z0-9_.-]{1,255}")
FIELDS = {"filename", "title", "userId", "imageId", "tags", "attributes"}


def handler(event, _context):
    route = (event["httpMethod"], event["resource"])
    if route == ("POST", "/metadata"):
        answer = create(event)
    elif route == ("GET", "/metadata"):
        answer = list_records(event)
    else:
        answer = error(404, "NotFound", "There is no such path")
    print(json.dumps({"level": "INFO", "route": " ".join(route), "status": answer["statusCode"]}), flush=True)
    return answer


def create(event):
    body = json.loads(event["body"])
    unknown = set(body) - FIELDS
    if unknown or not isinstance(body.get("filename"), str) or not FILENAME.fullmatch(body["filename"]):
        return error(400, "ValidationFailed", "filename is required")
    now = int(time.time() * 1000)
    identifier = str(uuid.uuid4())
    record = {
        **body,
        "id": identifier,
        "createdAt": now,
        "updatedAt": now,
        "version": 1,
        "feed": "feed#0",
        "sortKey": f"{now:013d}#{identifier}",
        "tickets": 1,
        "expiresAt": now // 1000 + PENDING_SECONDS,
    }
    dynamodb.put_item(
        TableName=TABLE,
        Item={name: serialize(value) for name, value in record.items()},
        ConditionExpression="attribute_not_exists(id)",
    )
    key = f"images/{identifier}/{secrets.token_urlsafe(16)}.jpg"
    url = s3.generate_presigned_url("put_object", {"Bucket": BUCKET, "Key": key}, ExpiresIn=EXPIRES)
    ticket = {"id": identifier, "url": url, "method": "PUT", "expiresIn": EXPIRES, "expiresAt": now + EXPIRES * 1000}
    return respond(201, {"metadata": to_metadata(record), "preSignedUrl": ticket}, {"ETag": '"1"'})


def list_records(event):
    limit = int((event["queryStringParameters"] or {}).get("limit", "50"))
    answer = dynamodb.query(
        TableName=TABLE,
        IndexName="feed",
        KeyConditionExpression="feed = :feed",
        ExpressionAttributeValues={":feed": {"S": "feed#0"}},
        ScanIndexForward=False,
        Limit=limit + 1,
    )
    items = answer["Items"][:limit]
    records = [{name: deserialize(value) for name, value in item.items()} for item in items]
    urls = [download(record) for record in records if "image" in record]
    return respond(200, {"metadata": [to_metadata(record) for record in records], "preSignedUrls": urls})


def download(record):
    name = record["filename"]
    parameters = {
        "Bucket": BUCKET,
        "Key": record["objectKeys"][0],
        "ResponseContentDisposition": f"inline; filename=\"{name}\"; filename*=UTF-8''{name}",
        "ResponseContentType": record["image"]["contentType"],
        "ResponseCacheControl": f"private, max-age={EXPIRES}, immutable",
    }
    url = s3.generate_presigned_url("get_object", parameters, ExpiresIn=EXPIRES)
    answer = {"id": record["id"], "url": url, "method": "GET", "expiresIn": EXPIRES}
    if "key" in record.get("thumbnail", {}):
        thumbnail = {"Bucket": BUCKET, "Key": record["thumbnail"]["key"]}
        answer["thumbnailUrl"] = s3.generate_presigned_url("get_object", thumbnail, ExpiresIn=EXPIRES)
    return answer


def to_metadata(record):
    metadata = {
        name: record[name]
        for name in ("id", "filename", "createdAt", "updatedAt", "version", "title", "userId", "imageId")
        if name in record
    }
    image = record.get("image", {})
    tags = sorted(record.get("tags", {}))
    ready = "imageEvent" in record
    thumbhash = record.get("thumbnail", {}).get("thumbhash")
    if thumbhash:
        metadata["thumbhash"] = thumbhash
    return {**metadata, **image, "tags": tags, "isUploaded": ready, "status": "ready" if ready else "pending"}


def error(status, code, message):
    return respond(status, {"message": message, "code": code})


def respond(status, body, headers=None):
    cors = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json", "Cache-Control": "no-store"}
    # Numbers of DynamoDB come as decimals.
    return {"statusCode": status, "headers": {**cors, **(headers or {})}, "body": json.dumps(body, default=int)}
