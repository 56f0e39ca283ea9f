// As openapi-typescript writes it from the vendor's OpenAPI document, cut to the operations that this example calls.
export interface AcmeJob {
  id: string;
  title: string;
  description_html?: string;
  location?: string;
  url?: string;
  updated_at: string;
}
export interface AcmeCandidate {
  id: string;
  name: string;
  email?: string;
  phone?: string;
  url?: string;
  created_at: string;
  updated_at: string;
}
export interface AcmeCandidateCreate {
  name: string;
  email?: string;
  phone?: string;
  job_ids?: string[];
}
interface Json<Body> {
  content: { "application/json": Body };
}
export interface paths {
  "/jobs": {
    get: {
      parameters: { query?: { cursor?: string; updated_since?: string; limit?: number } };
      responses: { 200: Json<{ jobs: AcmeJob[]; next_cursor: string | null }> };
    };
  };
  "/candidates": {
    get: {
      parameters: {
        query?: { cursor?: string; updated_since?: string; created_since?: string; email?: string; limit?: number };
      };
      responses: { 200: Json<{ candidates: AcmeCandidate[]; next_cursor: string | null }> };
    };
    post: { requestBody: Json<AcmeCandidateCreate>; responses: { 201: Json<AcmeCandidate> } };
  };
  "/candidates/{id}/resume": {
    post: {
      parameters: { path: { id: string } };
      requestBody: { content: { "multipart/form-data": { file: string } } };
      responses: { 201: Json<{ id: string }> };
    };
    get: {
      parameters: { path: { id: string } };
      responses: { 200: Json<{ files: { id: string; name: string }[] }> };
    };
  };
}
