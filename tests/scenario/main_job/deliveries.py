"""Webhook bodies as the platform sends them, and their signature. Parts fit into each other: item, change, entry, body."""
import hashlib
import hmac
import json
import time

APP_SECRET_HEADER = "X-Hub-Signature-256"


def now():
    return int(time.time())


def text(wamid, guest, words, at, **more):
    """A guest's text message."""
    return {"from": guest, "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": words}, **more}


def edit(wamid, guest, original, words, at):
    return {"from": guest, "id": wamid, "timestamp": str(at), "type": "edit",
            "edit": {"original_message_id": original, "message": {"type": "text", "text": {"body": words}}}}


def revoke(wamid, guest, original, at):
    return {"from": guest, "id": wamid, "timestamp": str(at), "type": "revoke", "revoke": {"original_message_id": original}}


def reaction(wamid, guest, original, emoji, at):
    return {"from": guest, "id": wamid, "timestamp": str(at), "type": "reaction",
            "reaction": {"message_id": original, "emoji": emoji}}


def echo(wamid, business, guest, words, at):
    """What the owner wrote on the phone."""
    return {"from": business, "to": guest, "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": words}}


def status(wamid, guest, name, at, callback=None):
    said = {"id": wamid, "status": name, "timestamp": str(at), "recipient_id": guest}
    return dict(said, biz_opaque_callback_data=callback) if callback else said


def change(phone_number_id, digits, field="messages", names=None, **lists):
    """One change; `lists` are messages, statuses or message_echoes, `names` the people's profiles by number."""
    value = {"messaging_product": "whatsapp",
             "metadata": {"display_phone_number": digits, "phone_number_id": phone_number_id}, **lists}
    if names:
        value["contacts"] = [{"profile": {"name": name}, "wa_id": guest} for guest, name in names.items()]
    return {"value": value, "field": field}


def entry(waba_id, *changes):
    return {"id": waba_id, "changes": list(changes)}


def body(*entries):
    return json.dumps({"object": "whatsapp_business_account", "entry": list(entries)}).encode()


def signed(raw, secret):
    """The headers under which the platform sends these bytes."""
    digest = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return {APP_SECRET_HEADER: "sha256=" + digest, "Content-Type": "application/json"}
