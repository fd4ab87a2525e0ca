// SPDX-License-Identifier: Apache-2.0
import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Long enough that a fast typist asks the server once a word, short enough to feel immediate. */
const kPauseMs = 200;

interface Props {
  label: string;
  hint: string;
  value: string;
  onSearch: (text: string) => void;
}

/** Searches as one types. `value` is what is searched for now, which may lie behind what is typed. */
export function SearchField({ label, hint, value, onSearch }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback((text: string) => onSearch(text.trim()), kPauseMs);
  // The address bar's back button and "clear the filters" change it from outside.
  useEffect(() => {
    setTyped((text) => (text.trim() === value ? text : value));
  }, [value]);
  const change = (text: string) => {
    setTyped(text);
    search(text);
  };
  return (
    <TextInput
      ref={field}
      type="search"
      label={label}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      maxLength={200}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={17} aria-hidden />}
      rightSection={
        typed && (
          <CloseButton
            size={26}
            aria-label={t("common.clear_search")}
            onClick={() => {
              change("");
              field.current?.focus();
            }}
          />
        )
      }
    />
  );
}
