// SPDX-License-Identifier: Apache-2.0
import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./card.module.css";

interface Props {
  title?: string;
  help?: string;
  action?: ReactNode;
  /** Without it, what is inside reaches the edges, as a table does. */
  padded?: boolean;
  className?: string;
  children: ReactNode;
}

export function Card({ title, help, action, padded = true, className, children }: Props) {
  const id = useId();
  const Tag = title ? "section" : "div";
  return (
    <Tag className={[classes.card, padded && classes.padded, className].filter(Boolean).join(" ")} aria-labelledby={title ? id : undefined}>
      {title && (
        <div className={classes.heading}>
          <div>
            <Title order={2} id={id}>
              {title}
            </Title>
            {help && <p className={classes.help}>{help}</p>}
          </div>
          {action}
        </div>
      )}
      {children}
    </Tag>
  );
}
