"""What every endpoint of the API shares; an app's endpoints stand in its `api` module.

`views.Endpoint` is the base: who may use it (`permission`, a `Right`; `resource`, the scope a key
needs), unknown parameters refused, writes answered once per `Idempotency-Key`. Errors have one form
(`problems`), lists one way to page (`paging`), and the OpenAPI document is written from all of it.
"""
