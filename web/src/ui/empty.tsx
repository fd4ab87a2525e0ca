// SPDX-License-Identifier: Apache-2.0
import { Title } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./empty.module.css";

interface Props {
  icon: TablerIcon;
  title: string;
  text: string;
  action?: ReactNode;
  /** The level of the heading where it stands. */
  order?: 1 | 2 | 3;
}

/** A list with nothing in it says what belongs there and what to do next. */
export function Empty({ icon: Icon, title, text, action, order = 2 }: Props) {
  return (
    <div className={classes.empty}>
      <div className={classes.badge}>
        <Icon size={30} stroke={1.6} aria-hidden />
      </div>
      <Title order={order} className={classes.title}>
        {title}
      </Title>
      <p className={classes.text}>{text}</p>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
