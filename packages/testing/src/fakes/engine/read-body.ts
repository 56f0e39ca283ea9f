/** The body of a request by its content type; nothing of it where it is no JSON and no form, or cannot be read. */
export async function readBody(request: Request): Promise<{ json?: unknown; form?: FormData }> {
  const type = request.headers.get("content-type") ?? "";
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength === 0) return {};
  try {
    if (isForm) return { form: await new Response(bytes, { headers: { "content-type": type } }).formData() };
    if (/^application\/(.+\+)?json\b/i.test(type)) return { json: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {}
  return {};
}
