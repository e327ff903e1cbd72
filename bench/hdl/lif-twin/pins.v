// Pins around a core with more ports than the package has: its inputs come from a shift register, its outputs leave
// through one. `CORE` is the core's module.
`default_nettype none
module pins (
  input  wire clk,
  input  wire serial_in,
  input  wire sample,
  output wire serial_out
);
  reg [56:0] in;
  reg [52:0] out;
  wire [52:0] now;
  assign serial_out = out[52];
  always @(posedge clk) begin
    in <= {in[55:0], serial_in};
    out <= sample ? now : {out[51:0], 1'b0};
  end
  `CORE core (
    .clk(clk),
    .rst(in[0]),
    .events_valid(in[1]),
    .events_payload(in[17:2]),
    .spikes_ready(in[18]),
    .clear(in[19]),
    .bus_write(in[20]),
    .bus_read(in[21]),
    .bus_space(in[24:22]),
    .bus_address(in[40:25]),
    .bus_data(in[56:41]),
    .events_ready(now[0]),
    .spikes_valid(now[1]),
    .spikes_payload(now[17:2]),
    .busy(now[18]),
    .room(now[19]),
    .saturations(now[35:20]),
    .bus_data_valid(now[36]),
    .bus_data_data(now[52:37])
  );
endmodule
`default_nettype wire
