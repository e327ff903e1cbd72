// event_lists {entries:512,fabric:"ecp5",indexBits:9,regionBits:2,regions:4}
module event_lists (
  input  wire        clk,
  input  wire        rst,
  input  wire        own_valid,
  input  wire  [1:0] own_region,
  input  wire  [8:0] own_index,
  input  wire        delayed_valid,
  input  wire  [1:0] delayed_payload_region,
  input  wire  [8:0] delayed_payload_index,
  output wire        delayed_ready,
  input  wire        outside_valid,
  input  wire  [1:0] outside_payload_region,
  input  wire  [8:0] outside_payload_index,
  output wire        outside_ready,
  input  wire        swap_own,
  input  wire        swap_outside,
  input  wire        drop,
  input  wire        start_write,
  input  wire  [1:0] start_region,
  input  wire [15:0] start_data,
  input  wire        lookup,
  input  wire  [1:0] lookup_region,
  input  wire        lookup_own,
  output reg   [9:0] lookup_first,
  output reg   [9:0] lookup_count,
  input  wire  [9:0] read_entry,
  output wire  [8:0] index
);

  reg        appending;
  reg        append_own;
  reg  [1:0] append_region;
  reg  [8:0] append_index;
  reg        fill_own;
  reg        fill_outside;
  reg  [8:0] first0;
  reg  [8:0] first1;
  reg  [8:0] first2;
  reg  [8:0] first3;
  reg        is_own0;
  reg        is_own1;
  reg        is_own2;
  reg        is_own3;
  reg  [9:0] filled0;
  reg  [9:0] filled1;
  reg  [9:0] filled2;
  reg  [9:0] filled3;
  reg  [9:0] length0;
  reg  [9:0] length1;
  reg  [9:0] length2;
  reg  [9:0] length3;
  reg        counted;
  reg        counted_bank;
  reg  [8:0] counted_index;
  reg  [8:0] counted_first;
  reg  [9:0] counted_before;
  reg        placing;
  reg        placing_bank;
  reg  [8:0] placing_index;
  reg  [9:0] placing_at;
  wire [8:0] list_word;

  assign delayed_ready = !own_valid;
  assign outside_ready = !(own_valid || delayed_valid);
  wire swap0 = is_own0 ? swap_own : swap_outside;
  wire taken0 = appending && append_region == 2'd0;
  wire swap1 = is_own1 ? swap_own : swap_outside;
  wire taken1 = appending && append_region == 2'd1;
  wire swap2 = is_own2 ? swap_own : swap_outside;
  wire taken2 = appending && append_region == 2'd2;
  wire swap3 = is_own3 ? swap_own : swap_outside;
  wire taken3 = appending && append_region == 2'd3;

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
    if (start_write && start_region == 2'd0) begin
      first0 <= start_data[8:0];
      is_own0 <= start_data[15];
    end
  end

  always @(posedge clk) filled0 <= (swap0 || drop) ? 10'd0 : filled0 + {9'd0, taken0};

  always @(posedge clk) begin
    if (swap0) length0 <= filled0;
  end

  always @(posedge clk) begin
    if (start_write && start_region == 2'd1) begin
      first1 <= start_data[8:0];
      is_own1 <= start_data[15];
    end
  end

  always @(posedge clk) filled1 <= (swap1 || drop) ? 10'd0 : filled1 + {9'd0, taken1};

  always @(posedge clk) begin
    if (swap1) length1 <= filled1;
  end

  always @(posedge clk) begin
    if (start_write && start_region == 2'd2) begin
      first2 <= start_data[8:0];
      is_own2 <= start_data[15];
    end
  end

  always @(posedge clk) filled2 <= (swap2 || drop) ? 10'd0 : filled2 + {9'd0, taken2};

  always @(posedge clk) begin
    if (swap2) length2 <= filled2;
  end

  always @(posedge clk) begin
    if (start_write && start_region == 2'd3) begin
      first3 <= start_data[8:0];
      is_own3 <= start_data[15];
    end
  end

  always @(posedge clk) filled3 <= (swap3 || drop) ? 10'd0 : filled3 + {9'd0, taken3};

  always @(posedge clk) begin
    if (swap3) length3 <= filled3;
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
    counted_first <=
      (append_region == 2'd1) ? first1 :
      (append_region == 2'd2) ? first2 :
      (append_region == 2'd3) ? first3 :
      first0;
    counted_before <=
      (append_region == 2'd1) ? filled1 :
      (append_region == 2'd2) ? filled2 :
      (append_region == 2'd3) ? filled3 :
      filled0;
  end

  always @(posedge clk) begin
    if (rst) begin
      placing <= 1'b0;
    end else begin
      placing <= counted;
    end
  end

  always @(posedge clk) begin
    placing_bank <= counted_bank;
    placing_index <= counted_index;
    placing_at <= {1'b0, counted_first} + counted_before;
  end

  always @(posedge clk) begin
    if (lookup) begin
      lookup_first <= {
        !(lookup_own ? fill_own : fill_outside),
        (lookup_region == 2'd1) ? first1 :
        (lookup_region == 2'd2) ? first2 :
        (lookup_region == 2'd3) ? first3 :
        first0
      };
      lookup_count <=
        (lookup_region == 2'd1) ? length1 :
        (lookup_region == 2'd2) ? length2 :
        (lookup_region == 2'd3) ? length3 :
        length0;
    end
  end

  word_memory_bits9_depth1024_kind_dp16kd_latency2 list (
    .clk(clk),
    .address(read_entry),
    .write(placing),
    .write_address({placing_bank, placing_at[8:0]}),
    .write_data(placing_index),
    .word(list_word)
  );

  assign index = list_word;

  wire [9:0] assert_sum = {1'b0, counted_first} + counted_before;
`ifdef FORMAL
  always @(posedge clk) begin
    an_event_is_placed_behind_the_end_of_its_list: assert (!placing || placing_at < 10'd512 || rst);
    an_event_is_placed_where_another_region_begins: assert (
      !(
        counted && (|counted_before) &&
        (
          {1'b0, first0} == assert_sum || {1'b0, first1} == assert_sum ||
          {1'b0, first2} == assert_sum || {1'b0, first3} == assert_sum
        )
      ) || rst
    );
    an_entry_comes_to_a_region_of_the_other_class: assert (
      !appending ||
      (
        (append_region == 2'd1) ? is_own1 :
        (append_region == 2'd2) ? is_own2 :
        (append_region == 2'd3) ? is_own3 :
        is_own0
      ) == append_own || rst
    );
  end
`elsif SYNTHESIS
`else
  always @(posedge clk) begin
    if (placing && placing_at >= 10'd512 && !rst)
      $error("an event is placed behind the end of its list");
    if (
      counted && (|counted_before) &&
      (
        {1'b0, first0} == assert_sum || {1'b0, first1} == assert_sum ||
        {1'b0, first2} == assert_sum || {1'b0, first3} == assert_sum
      ) && !rst
    )
      $error("an event is placed where another region begins");
    if (
      appending &&
      (
        (append_region == 2'd1) ? is_own1 :
        (append_region == 2'd2) ? is_own2 :
        (append_region == 2'd3) ? is_own3 :
        is_own0
      ) != append_own && !rst
    )
      $error("an entry comes to a region of the other class");
  end
`endif

  wire _unused_ok = &{1'b0, start_data[14:9], placing_at[9], assert_sum};

endmodule
