// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type LiveState, startLive } from "@/api/live";
import { toast } from "./toast";

const LiveContext = createContext<LiveState>("connecting");

/** Whether changes arrive by themselves at this moment. */
export const useLive = () => useContext(LiveContext);

/** Keeps what is on screen live while it is mounted. */
export function Live({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const [state, setState] = useState<LiveState>("connecting");
  const before = useRef<LiveState>("connecting");

  useEffect(() => startLive(client, setState), [client]);
  useEffect(() => {
    if (before.current === "lost" && state === "live") toast(t("live.back"));
    before.current = state;
  }, [state, t]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
