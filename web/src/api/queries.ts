// SPDX-License-Identifier: Apache-2.0
// What the console reads, as TanStack queries. Keys: a singular noun and an id for one thing, a plural noun and the filter for a list;
// cache.ts relies on that to put live changes in place.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call, setCsrfToken } from "./client";
import { type Entity, type Page, type Profile, stampSession } from "./types";

const kPageSize = 50;
/** The filter lists every entity; a team with more than this many pages of 200 searches devices by name instead. */
const kEntityPages = 10;

function paged<T>(key: readonly unknown[], fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<T>) => last.next_cursor,
  });
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => {
    const me = await call(api.GET("/api/v1/me", { signal }));
    setCsrfToken(me.csrf_token);
    return me;
  },
  staleTime: Infinity,
  // No event tells of a right that came or went: whoever comes back to the page sees what they may do by now.
  refetchOnWindowFocus: "always",
});

export const entitiesQuery = queryOptions({
  queryKey: ["entities"],
  queryFn: async ({ signal }) => {
    const items: Entity[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < kEntityPages; page += 1) {
      const answer = await call(api.GET("/api/v1/entities", { params: { query: { cursor, limit: 200 } }, signal }));
      items.push(...answer.items);
      cursor = answer.next_cursor;
      if (!cursor) break;
    }
    return items;
  },
});

export interface DeviceFilter {
  q?: string;
  entity?: string;
  install?: string;
}

export const devicesQuery = (filter: DeviceFilter) =>
  paged(["devices", filter], (cursor, signal) => call(api.GET("/api/v1/devices", { params: { query: { ...filter, cursor, limit: kPageSize } }, signal })));

export const deviceQuery = (id: string) =>
  queryOptions({ queryKey: ["device", id], queryFn: ({ signal }) => call(api.GET("/api/v1/devices/{id}", { params: { path: { id } }, signal })) });

/** The team's own, then those shipped. No event tells of their changes, so a look at the page asks again. */
export const profilesQuery = queryOptions({
  queryKey: ["profiles"],
  queryFn: async ({ signal }) => (await call(api.GET("/api/v1/profiles", { signal }))).items as Profile[],
  refetchOnWindowFocus: "always",
});

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ["profile", id],
    queryFn: async ({ signal }) => (await call(api.GET("/api/v1/profiles/{id}", { params: { path: { id } }, signal }))) as Profile,
    refetchOnWindowFocus: "always",
  });

export const installsQuery = (filter: { q?: string } = {}) =>
  paged(["installs", filter], (cursor, signal) => call(api.GET("/api/v1/installs", { params: { query: { ...filter, cursor, limit: 200 } }, signal })));

export const installQuery = (id: string) =>
  queryOptions({ queryKey: ["install", id], queryFn: ({ signal }) => call(api.GET("/api/v1/installs/{id}", { params: { path: { id } }, signal })) });

export const jobsQuery = (filter: { device?: string; install?: string } = {}) =>
  paged(["jobs", filter], (cursor, signal) => call(api.GET("/api/v1/jobs", { params: { query: { ...filter, cursor, limit: kPageSize } }, signal })));

export const jobQuery = (id: string) =>
  queryOptions({ queryKey: ["job", id], queryFn: ({ signal }) => call(api.GET("/api/v1/jobs/{id}", { params: { path: { id } }, signal })) });

export const sessionsQuery = (filter: { device?: string; live?: boolean } = {}) =>
  paged(["sessions", filter], async (cursor, signal) => {
    const page = await call(api.GET("/api/v1/sessions", { params: { query: { ...filter, cursor, limit: kPageSize } }, signal }));
    return { ...page, items: page.items.map(stampSession) };
  });

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ["session", id],
    queryFn: async ({ signal }) => stampSession(await call(api.GET("/api/v1/sessions/{id}", { params: { path: { id } }, signal }))),
  });

export const techniciansQuery = (filter: { q?: string } = {}) =>
  paged(["technicians", filter], (cursor, signal) => call(api.GET("/api/v1/technicians", { params: { query: { ...filter, cursor, limit: kPageSize } }, signal })));

/** The team's own, then those that come with the program. */
export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async ({ signal }) => (await call(api.GET("/api/v1/roles", { signal }))).items,
});

export const accessRightsQuery = (filter: { technician: string }) =>
  paged(["access-rights", filter], (cursor, signal) =>
    call(api.GET("/api/v1/access-rights", { params: { query: { ...filter, cursor, limit: kPageSize } }, signal })),
  );

/** All loaded rows of a paged list. */
export function rows<T>(data: { pages: Page<T>[] } | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}
