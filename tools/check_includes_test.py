#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each rule of check_includes.py, broken once in a tree of its own."""

import tempfile
import unittest
from pathlib import Path

import check_includes

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


class IncludeRules(unittest.TestCase):
    def breaches(self, files):
        with tempfile.TemporaryDirectory() as root:
            source = Path(root) / "src"
            for folder in ("base", "wire", "net", "model", "relay", "access"):
                (source / folder).mkdir(parents=True)
            for name, text in files.items():
                path = source / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return check_includes.check_tree(source)

    def assert_breach(self, files, words):
        found = self.breaches(files)
        self.assertEqual(1, len(found), found)
        self.assertIn(words, found[0])

    def test_a_tree_in_order_passes(self):
        self.assertEqual([], self.breaches({
            "base/a.h": SPDX + "#pragma once\n#include <string>\nusing namespace std::chrono_literals;\n",
            "net/b.cc": SPDX + '#include <sys/epoll.h>\n#include "base/a.h"\n#include "wire/c.h"\n',
            "net/CMakeLists.txt": "callout_module(net DEPS base wire LIBS x)\n",
        }))

    def test_an_upward_include(self):
        self.assert_breach({"wire/a.cc": SPDX + '#include "net/b.h"\n'}, "wire/ may not include net/")

    def test_an_upward_link(self):
        self.assert_breach({"access/CMakeLists.txt": "callout_module(access DEPS model relay)\n"}, "access may not link relay")

    def test_a_library_outside_its_folder(self):
        self.assert_breach({"relay/a.cc": SPDX + "#include <openssl/ssl.h>\n"}, "OpenSSL stays behind net/")
        self.assert_breach({"relay/a.cc": SPDX + "#include <boost/asio/awaitable.hpp>\n"}, "Asio and Beast are not used")

    def test_umbrella_header(self):
        self.assert_breach({"net/a.cc": SPDX + "#include <bits/stdc++.h>\n"}, "umbrella")

    def test_path_not_from_src(self):
        self.assert_breach({"net/a.cc": SPDX + '#include "a.h"\n'}, "include by path from src/")
        self.assert_breach({"net/a.cc": SPDX + '#include "net/../wire/a.h"\n'}, "include by path from src/")

    def test_test_helper_in_shipped_code(self):
        self.assert_breach({"net/a.cc": SPDX + '#include "net/b_testing.h"\n'}, "for tests")
        self.assertEqual([], self.breaches({"net/a_test.cc": SPDX + '#include "net/b_testing.h"\n'}))

    def test_header_form(self):
        self.assert_breach({"net/a.h": SPDX}, "#pragma once")
        self.assert_breach({"net/a.cc": "int a;\n"}, "SPDX")
        self.assert_breach({"net/a.cc": SPDX + "using namespace std;\n"}, "using namespace")

    def test_a_folder_without_a_rule(self):
        self.assert_breach({"misc/a.cc": SPDX}, "no rule says")


if __name__ == "__main__":
    unittest.main()
