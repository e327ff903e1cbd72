// event_lists {entries:1024,fabric:"ice40up",indexBits:10,regionBits:1,regions:2}
module event_lists (
  input  wire        clk,
  input  wire        rst,
  input  wire        own_valid,
  input  wire        own_region,
  input  wire  [9:0] own_index,
  input  wire        delayed_valid,
  input  wire        delayed_payload_region,
  input  wire  [9:0] delayed_payload_index,
  output wire        delayed_ready,
  input  wire        outside_valid,
  input  wire        outside_payload_region,
  input  wire  [9:0] outside_payload_index,
  output wire        outside_ready,
  input  wire        swap_own,
  input  wire        swap_outside,
  input  wire        drop,
  input  wire        start_write,
  input  wire        start_region,
  input  wire [15:0] start_data,
  input  wire        lookup,
  input  wire        lookup_region,
  input  wire        lookup_own,
  output reg  [10:0] lookup_first,
  output reg  [10:0] lookup_count,
  input  wire [10:0] read_entry,
  output wire  [9:0] index
);

  reg         appending;
  reg         append_own;
  reg         append_region;
  reg   [9:0] append_index;
  reg         fill_own;
  reg         fill_outside;
  reg   [9:0] first0;
  reg   [9:0] first1;
  reg         is_own0;
  reg         is_own1;
  reg  [10:0] filled0;
  reg  [10:0] filled1;
  reg  [10:0] length0;
  reg  [10:0] length1;
  reg         counted;
  reg         counted_bank;
  reg   [9:0] counted_index;
  reg   [9:0] counted_first;
  reg  [10:0] counted_before;
  wire  [9:0] list_word;

  assign delayed_ready = !own_valid;
  assign outside_ready = !(own_valid || delayed_valid);
  wire swap0 = is_own0 ? swap_own : swap_outside;
  wire taken0 = appending && !append_region;
  wire swap1 = is_own1 ? swap_own : swap_outside;
  wire taken1 = appending && append_region;
  wire placing = counted;
  wire [10:0] placing_at = {1'b0, counted_first} + counted_before;

  always @(posedge clk) begin
    if (rst) begin
      appending <= 1'b0;
    end else begin
      appending <= own_valid || delayed_valid || outside_valid;
    end
  end

  always @(posedge clk) begin
    append_own <= !outside_ready;
    append_region <=
      own_valid ? own_region : delayed_valid ? delayed_payload_region : outside_payload_region;
    append_index <=
      own_valid ? own_index : delayed_valid ? delayed_payload_index : outside_payload_index;
  end

  always @(posedge clk) begin
    if (rst) begin
      fill_own <= 1'b0;
    end else if (swap_own) begin
      fill_own <= !fill_own;
    end
  end

  always @(posedge clk) begin
    if (rst) begin
      fill_outside <= 1'b0;
    end else if (swap_outside) begin
      fill_outside <= !fill_outside;
    end
  end

  always @(posedge clk) begin
    if (start_write && !start_region) begin
      first0 <= start_data[9:0];
      is_own0 <= start_data[15];
    end
  end

  always @(posedge clk) filled0 <= (swap0 || drop) ? 11'd0 : filled0 + {10'd0, taken0};

  always @(posedge clk) begin
    if (swap0) length0 <= filled0;
  end

  always @(posedge clk) begin
    if (start_write && start_region) begin
      first1 <= start_data[9:0];
      is_own1 <= start_data[15];
    end
  end

  always @(posedge clk) filled1 <= (swap1 || drop) ? 11'd0 : filled1 + {10'd0, taken1};

  always @(posedge clk) begin
    if (swap1) length1 <= filled1;
  end

  always @(posedge clk) begin
    if (rst) begin
      counted <= 1'b0;
    end else begin
      counted <= appending;
    end
  end

  always @(posedge clk) begin
    counted_bank <= append_own ? fill_own : fill_outside;
    counted_index <= append_index;
    counted_first <= append_region ? first1 : first0;
    counted_before <= append_region ? filled1 : filled0;
  end

  always @(posedge clk) begin
    if (lookup) begin
      lookup_first <= {!(lookup_own ? fill_own : fill_outside), lookup_region ? first1 : first0};
      lookup_count <= lookup_region ? length1 : length0;
    end
  end

  word_memory list (
    .clk(clk),
    .address(read_entry),
    .write(placing),
    .write_address({counted_bank, placing_at[9:0]}),
    .write_data(counted_index),
    .word(list_word)
  );

  assign index = list_word;

  wire [10:0] assert_sum = {1'b0, counted_first} + counted_before;
`ifdef FORMAL
  always @(posedge clk) begin
    an_event_is_placed_behind_the_end_of_its_list: assert (
      !placing || placing_at < 11'd1024 || rst
    );
    an_event_is_placed_where_another_region_begins: assert (
      !(
        counted && (|counted_before) &&
        ({1'b0, first0} == assert_sum || {1'b0, first1} == assert_sum)
      ) || rst
    );
    an_entry_comes_to_a_region_of_the_other_class: assert (
      !appending || (append_region ? is_own1 : is_own0) == append_own || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (placing && placing_at >= 11'd1024 && !rst)
      $error("an event is placed behind the end of its list");
    if (
      counted && (|counted_before) &&
      ({1'b0, first0} == assert_sum || {1'b0, first1} == assert_sum) && !rst
    )
      $error("an event is placed where another region begins");
    if (appending && (append_region ? is_own1 : is_own0) != append_own && !rst)
      $error("an entry comes to a region of the other class");
  end
`endif

  wire _unused_ok = &{1'b0, start_data[14:10], placing_at[10], assert_sum};

endmodule
