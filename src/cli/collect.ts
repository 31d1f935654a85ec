/** `collect`: the commands whose output says most, as a script to be run on the machine. It only reads. */

export const COLLECT = `#!/bin/sh
# What vmemmap Lens reads of a machine. Run it there, as root for addresses; it
# changes nothing and sends nothing:
#   vmemmap-lens collect | ssh root@HOST sh > HOST.txt
#   vmemmap-lens report HOST.txt
# Commands that are missing are left out.

show() {
  command -v "$1" > /dev/null 2>&1 || return 0
  printf '\\n# %s\\n' "$*"
  "$@" 2> /dev/null
}

show uname -a
show getconf PAGESIZE
show cat /proc/cmdline
show cat /proc/iomem
show lsmem --bytes --output RANGE,SIZE,STATE,REMOVABLE,BLOCK,NODE,ZONES
show daxctl list -DRM
show ndctl list -NRDXv
show cxl list -v
show pahole -C page
show cat /proc/meminfo
show grep -E '^(nr_memmap|nr_free_pages|nr_page_table)' /proc/vmstat
show dmesg | grep -E '^# |^$|e820|SRAT|node +[0-9]+: \\[mem|[Ss]oft.?[Rr]eserved|HugeTLB|nvdimm|nd_|dax|cxl|pgmap|memremap|vmemmap|memmap|Memory block size|-mmu:'
config=/boot/config-$(uname -r)
if [ -r "$config" ]; then
  show cat "$config"
elif [ -r /proc/config.gz ]; then
  show zcat /proc/config.gz
fi | grep -E '^# /|^# Linux/|^# (cat|zcat) |CONFIG_(X86_64|ARM64|PPC64|ARCH_RV64I|LOONGARCH|S390|ARM64_.*K_PAGES|PPC_.*K_PAGES|PAGE_SIZE_|ZONE_DEVICE|MEMORY_HOTPLUG|SPARSEMEM_VMEMMAP|DEV_DAX|HUGETLB_PAGE_OPTIMIZE_VMEMMAP|X86_5LEVEL)'
`;
