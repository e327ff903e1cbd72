// MULT18X18D_1: MULT18X18D {registers:["inputs","pipeline","output"]}
module MULT18X18D_1 (
  input  wire        clk,
  input  wire [17:0] A,
  input  wire [17:0] B,
  input  wire [17:0] C,
  input  wire        SIGNEDA,
  input  wire        SIGNEDB,
  input  wire        SOURCEA,
  input  wire        SOURCEB,
  input  wire        CE0,
  input  wire        RST0,
  output wire [35:0] P,
  output wire        SIGNEDP
);

  reg        signed_a;
  reg        signed_b;
  reg [17:0] held_a;
  reg [17:0] held_b;
  reg [35:0] piped_product;
  reg [35:0] held_product;
  reg        piped_sign;

  wire [35:0] a = signed_a ? {{18{held_a[17]}}, held_a} : {18'd0, held_a};
  wire [35:0] b = signed_b ? {{18{held_b[17]}}, held_b} : {18'd0, held_b};

  always @(posedge clk) begin
    if (RST0) begin
      signed_a <= 1'b0;
    end else if (CE0) begin
      signed_a <= SIGNEDA;
    end
  end

  always @(posedge clk) begin
    if (RST0) begin
      signed_b <= 1'b0;
    end else if (CE0) begin
      signed_b <= SIGNEDB;
    end
  end

  always @(posedge clk) begin
    if (RST0) begin
      held_a <= 18'd0;
    end else if (CE0) begin
      held_a <= A;
    end
  end

  always @(posedge clk) begin
    if (RST0) begin
      held_b <= 18'd0;
    end else if (CE0) begin
      held_b <= B;
    end
  end

  always @(posedge clk) begin
    if (RST0) begin
      piped_product <= 36'd0;
    end else if (CE0) begin
      piped_product <= a * {18'd0, b[17:0]} + {a[17:0] * b[35:18], 18'd0};
    end
  end

  always @(posedge clk) begin
    if (RST0) begin
      held_product <= 36'd0;
    end else if (CE0) begin
      held_product <= piped_product;
    end
  end

  always @(posedge clk) begin
    if (RST0) begin
      piped_sign <= 1'b0;
    end else if (CE0) begin
      piped_sign <= signed_a || signed_b;
    end
  end

  assign P = held_product;
  assign SIGNEDP = piped_sign;

  wire _unused_ok = &{1'b0, C, SOURCEA, SOURCEB};

endmodule
