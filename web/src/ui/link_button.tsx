// SPDX-License-Identifier: Apache-2.0
import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = ButtonProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & { ref?: Ref<HTMLAnchorElement> };

/** A link of the console's router that looks like a button. */
export const LinkButton = createLink((props: Props) => <Button component="a" {...props} />);
