// SPDX-License-Identifier: Apache-2.0
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTitle } from "@/lib/use_title";
import classes from "./screen.module.css";

interface Props {
  title: string;
  /** What the browser's tab says, when that should be more than the heading. */
  tabTitle?: string;
  above?: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every screen in the shell: one h1, the browser's title, the screen's own actions. */
export function Screen({ title, tabTitle, above, subtitle, actions, children }: Props) {
  useTitle(tabTitle ?? title);
  return (
    <div className={classes.screen}>
      {above}
      <div className={classes.head}>
        <div className={classes.words}>
          <Title order={1} id="screen-title" className={classes.title}>
            {title}
          </Title>
          {subtitle && <div className={classes.subtitle}>{subtitle}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
