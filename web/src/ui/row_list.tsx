// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Button, Input } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import classes from "./row_list.module.css";

interface Props<Row extends { key: string }> {
  label: string;
  help: string;
  error?: ReactNode;
  rows: readonly Row[];
  least?: number;
  most: number;
  onAdd: () => void;
  addLabel: string;
  onRemove: (index: number) => void;
  removeLabel: (n: number) => string;
  /** Names each row, where its fields do not say which row they are of. */
  rowLabel?: (n: number) => string;
  fields: (row: Row, index: number) => ReactNode;
}

/** A list in a form that grows and shrinks. The focus goes to a new row, and does not get lost with a removed one. */
export function RowList<Row extends { key: string }>({ label, help, error, rows, least = 0, most, fields, ...more }: Props<Row>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const done = useRef<"added" | "removed">(undefined);
  useEffect(() => {
    if (done.current === "added") list.current?.lastElementChild?.querySelector<HTMLElement>("input")?.focus();
    if (done.current === "removed") add.current?.focus();
    done.current = undefined;
  }, [rows.length]);

  return (
    <Input.Wrapper id={id} role="group" aria-label={label} aria-describedby={`${id}-description`} label={label} description={help} error={error} labelElement="div">
      <div ref={list}>
        {rows.map((row, index) => (
          <div key={row.key} className={classes.row} role={more.rowLabel && "group"} aria-label={more.rowLabel?.(index + 1)}>
            <div className={classes.fields}>{fields(row, index)}</div>
            {rows.length > least && (
              <ActionIcon
                aria-label={more.removeLabel(index + 1)}
                onClick={() => {
                  done.current = "removed";
                  more.onRemove(index);
                }}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            )}
          </div>
        ))}
      </div>
      {rows.length < most && (
        <Button
          ref={add}
          mt="xs"
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => {
            done.current = "added";
            more.onAdd();
          }}
        >
          {more.addLabel}
        </Button>
      )}
    </Input.Wrapper>
  );
}
