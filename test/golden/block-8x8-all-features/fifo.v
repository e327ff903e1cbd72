// fifo {depth:512,type:uint(16)}
module fifo (
  input  wire        clk,
  input  wire        rst,
  input  wire        enq_valid,
  input  wire [15:0] enq_payload,
  output wire        enq_ready,
  input  wire        deq_ready,
  output wire        deq_valid,
  output wire [15:0] deq_payload,
  output reg   [9:0] level
);

  reg       open;
  reg       valid;
  reg       settling;
  reg [8:0] write;
  reg [8:0] read;
  reg [8:0] read_after;

  (* no_rw_check *)
  reg [15:0] words [0:511];
  reg [15:0] words_q;

  wire push = enq_valid && open;
  wire pop = valid && deq_ready;
  wire one_readable = settling ? level == 10'd2 : level == 10'd1;
  wire [8:0] read_next = pop ? read_after : read;
  wire is_full = level == 10'd512;
  wire last_free = level == 10'd511;

`ifdef FORMAL
  (* anyseq *) wire [15:0] words_q_any;
`elsif SYNTHESIS
`else
  reg [15:0] words_q_random_unused;
`endif
  always @(posedge clk) begin
    if (push) words[write] <= enq_payload;
    words_q <= words[read_next];
`ifdef FORMAL
    if (push && read_next == write) words_q <= words_q_any;
`elsif SYNTHESIS
`else
    // A word read while it is written is undefined in hardware, hence random in simulation.
    if (push && read_next == write) {words_q_random_unused, words_q} <= $random;
`endif
  end

  always @(posedge clk) begin
    if (rst) begin
      settling <= 1'b0;
      valid <= 1'b0;
    end else begin
      settling <= push;
      valid <= settling || (valid && !(pop && one_readable));
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      write <= 9'd0;
    end else if (push) begin
      write <= write + 9'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      read <= 9'd0;
    end else begin
      read <= read_next;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      read_after <= 9'd1;
    end else if (pop) begin
      read_after <= read_after + 9'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      level <= 10'd0;
    end else if (push && !pop) begin
      level <= level + 10'd1;
    end else if (pop && !push) begin
      level <= level - 10'd1;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      open <= 1'b0;
    end else begin
      open <= pop || !(is_full || (last_free && push));
    end
  end

  assign enq_ready = open;
  assign deq_valid = valid;
  assign deq_payload = words_q;

`ifdef FORMAL
  always @(posedge clk) begin
    a_fifo_holds_no_more_than_its_depth: assert (level <= 10'd512 || rst);
    valid_exactly_when_a_word_is_readable: assert (valid == (|(level - {9'd0, settling})) || rst);
    pointers_and_level_agree: assert (write - read == level[8:0] || rst);
    the_pointers_are_neighbours: assert (read_after == read + 9'd1 || rst);
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (!(level <= 10'd512 || rst)) $error("a FIFO holds no more than its depth");
    if (!(valid == (|(level - {9'd0, settling})) || rst))
      $error("valid exactly when a word is readable");
    if (!(write - read == level[8:0] || rst)) $error("pointers and level agree");
    if (!(read_after == read + 9'd1 || rst)) $error("the pointers are neighbours");
  end
`endif

endmodule
