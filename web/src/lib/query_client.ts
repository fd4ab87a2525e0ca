// SPDX-License-Identifier: Apache-2.0
import { MutationCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/problem";
import { meQuery } from "@/api/queries";

/** Changes arrive live; this only spares a second request when one walks to and fro. */
const kFreshMs = 10_000;
const kRetries = 2;

export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: kFreshMs,
        // Only what may heal by itself is asked again; a refusal stays one.
        retry: (count, error) => count < kRetries && error instanceof ApiError && (error.status === 0 || error.status === 503),
        retryDelay: (count) => 400 * 2 ** count,
      },
    },
    mutationCache: new MutationCache({
      onError: (error) => {
        // The token changes with the sign-in, which another tab may have renewed: fetch it, so that trying again works.
        if (error instanceof ApiError && error.code === "csrf") void client.fetchQuery({ ...meQuery, staleTime: 0 });
      },
    }),
  });
  return client;
}
