"""Builds a simulation of printed Verilog with cocotb's own runner, or runs a test module on one that is built."""

import json
import sys

from cocotb_tools.runner import Verilog, get_runner


def main():
    request = json.load(sys.stdin)
    runner = get_runner("verilator")
    if request["action"] == "build":
        runner.build(
            sources=[Verilog(source) for source in request["sources"]],
            hdl_toplevel=request["top"],
            build_dir=request["folder"],
            build_args=request["arguments"],
            timescale=("1ns", "1ps"),
            always=True,
        )
        return
    runner.test(
        test_module=request["module"],
        hdl_toplevel=request["top"],
        hdl_toplevel_lang="verilog",
        build_dir=request["folder"],
        test_dir=request["work"],
        results_xml=request["results"],
        seed=1,
        extra_env=request["environment"],
    )


main()
