/** Small hand-written designs for the iCEBreaker. */

/** The 12 MHz clock through a PLL to 36 MHz, a counter on the LEDs, the UART looped back through a flip-flop. */
export const blinker = `
module top (
  input wire clk_pin, input wire uart_rx, output wire uart_tx,
  output wire led_red_n, output wire led_green_n, input wire button_n
);
  wire clk;
  wire locked;
  SB_PLL40_PAD #(
    .FEEDBACK_PATH("SIMPLE"), .DIVR(4'd0), .DIVF(7'd47), .DIVQ(3'd4), .FILTER_RANGE(3'd1)
  ) pll (.PACKAGEPIN(clk_pin), .PLLOUTGLOBAL(clk), .LOCK(locked), .RESETB(1'b1), .BYPASS(1'b0));
  reg [23:0] count;
  reg rx;
  always @(posedge clk) begin
    rx <= uart_rx;
    if (!locked) count <= 24'd0;
    else count <= count + 24'd1;
  end
  assign uart_tx = rx;
  assign led_red_n = count[23];
  assign led_green_n = button_n;
endmodule
`;

/** `banks` single-port RAMs of 16k x 16, filled and read through the UART pins. */
export function spramBanks(banks: number): string {
  const bank = (index: number) => `
  wire [15:0] q${index};
  SB_SPRAM256KA bank${index} (
    .ADDRESS(address), .DATAIN(data), .MASKWREN(4'b1111), .WREN(uart_rx), .CHIPSELECT(1'b1), .CLOCK(clk_pin),
    .STANDBY(1'b0), .SLEEP(1'b0), .POWEROFF(1'b1), .DATAOUT(q${index})
  );`;
  const all = Array.from({ length: banks }, (_, index) => index);
  return `
module top (input wire clk_pin, input wire uart_rx, output reg uart_tx);
  reg [13:0] address;
  reg [15:0] data;${all.map(bank).join("")}
  always @(posedge clk_pin) begin
    address <= address + 14'd1;
    data <= {data[14:0], uart_rx};
    uart_tx <= ${all.map((index) => `^q${index}`).join(" ^ ")};
  end
endmodule
`;
}

/** A shift register that needs `length` logic cells. */
export function shiftRegister(length: number): string {
  return `
module top (input wire clk_pin, input wire uart_rx, output wire uart_tx);
  reg [${length - 1}:0] bits;
  always @(posedge clk_pin) bits <= {bits[${length - 2}:0], uart_rx};
  assign uart_tx = bits[${length - 1}];
endmodule
`;
}
