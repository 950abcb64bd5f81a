/** The status codes of gRPC that are told apart here (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
export const GRPC_STATUS = {
  cancelled: 1,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  aborted: 10,
  unavailable: 14,
} as const;
