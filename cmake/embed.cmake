# SPDX-License-Identifier: Apache-2.0
# callout_embed(TARGET FOLDER SUFFIX HEADER TYPE FUNCTION): the files FOLDER/*.SUFFIX, in the order of their names, become `std::span<const TYPE>
# FUNCTION()` of HEADER, so that the binary needs no file beside it. TYPE is { std::string_view name; std::string_view text; }.
function(callout_embed target folder suffix header type function)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.${suffix})
  list(SORT files)
  set(entries "")
  foreach(file ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND entries "    {\"${name}\", R\"${suffix}(${text})${suffix}\"},\n")
  endforeach()
  get_filename_component(namespace ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${folder}_texts.cc @ONLY CONTENT [[
// SPDX-License-Identifier: Apache-2.0
// Made by cmake/embed.cmake from src/@namespace@/@folder@.
#include "@header@"

namespace callout::@namespace@ {

std::span<const @type@> @function@() {
  static constexpr @type@ kAll[] = {
@entries@  };
  return kAll;
}

}  // namespace callout::@namespace@
]])
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${folder}_texts.cc)
endfunction()
