// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/api/queries";
import type { Me } from "@/api/types";

/** Who is signed in. Only below routes that have loaded it (router.tsx). */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error("a screen for signed-in technicians was shown without a sign-in");
  return data;
}

/** Whether to offer what needs this permission. The server decides again at each request. */
export function useCan(permission: string): boolean {
  return useMe().permissions.includes(permission);
}
