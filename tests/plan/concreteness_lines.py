"""Lines as they stand in work schedules of wards, with what the check says of them."""

VAGUE = """
Làm báo cáo
Viết báo cáo
Làm báo cáo tuần
Làm báo cáo theo chỉ đạo của lãnh đạo
Tiếp tục thực hiện công tác báo cáo trong tuần
Đi cơ sở
Đi cơ sở cả ngày
Xuống cơ sở nắm tình hình
Đi cơ sở cùng lãnh đạo
Trực cơ quan
Trực cơ quan sáng thứ hai
Trực cơ quan sáng thứ hai 24/11
Trực lãnh đạo
Trực bộ phận một cửa
Họp
Họp giao ban
Họp cơ quan
Họp chi bộ
Dự họp
Đi họp theo giấy mời
Dự hội nghị
Tham gia họp với lãnh đạo
Tập huấn
Đi tập huấn
Làm việc tại cơ quan
Làm việc tại phòng cả tuần
Làm chuyên môn
Công tác chuyên môn
Thực hiện công tác chuyên môn
Thực hiện nhiệm vụ được giao
Thực hiện các nhiệm vụ khác theo phân công
Nhiệm vụ thường xuyên
Công việc thường xuyên hằng ngày
Công việc đột xuất
Việc đột xuất khi có yêu cầu
Công việc khác
Soạn thảo văn bản
Soạn thảo một số văn bản
Xử lý văn bản
Xử lý văn bản đi, đến hằng ngày
Xử lý công việc
Giải quyết công việc
Giải quyết hồ sơ
Tiếp nhận hồ sơ
Tiếp dân
Tiếp công dân định kỳ
Tham mưu văn bản
Tham mưu lãnh đạo
Phối hợp công tác
Hỗ trợ cơ sở
Đôn đốc công việc
Rà soát hồ sơ
Tuyên truyền
Nghiên cứu tài liệu
Nghiên cứu văn bản liên quan
Chuẩn bị tài liệu
Chuẩn bị nội dung họp
Chỉ đạo điều hành chung
Theo dõi công việc
Cập nhật phần mềm
Nhập liệu
Kiểm tra
Kiểm tra thực tế
Đi kiểm tra địa bàn
Xây dựng kế hoạch
Triển khai kế hoạch
Triển khai nhiệm vụ trong tuần
LÀM BÁO CÁO!!!
...
Nắm tình hình địa bàn
Đi công tác
"""

CONCRETE = """
Báo cáo kết quả tháng 10 về giải phóng mặt bằng dự án đường Nguyễn Sơn gửi Phòng Kinh tế
Đi cơ sở kiểm tra điểm tập kết rác tại ngõ 12 phố Nguyễn Sơn, lập biên bản
Họp giao ban UBND phường tuần 47 kết luận tiến độ giải ngân đầu tư công
Họp chi bộ tổ dân phố số 7 chuyên đề chuyển đổi số
Tiếp công dân định kỳ của Chủ tịch UBND phường, ghi sổ và ra thông báo kết luận
Trực bộ phận một cửa: trả 35 kết quả đăng ký hộ tịch quá hẹn
Kiểm đếm 12 hộ dân đường Cây Gạo phục vụ giải phóng mặt bằng
Lập biên bản vi phạm trật tự xây dựng số nhà 15 ngõ 4
Kiểm tra an toàn phòng cháy 5 quán karaoke tại phố Bến Gỗ
Thẩm định 8 hồ sơ cấp giấy chứng nhận quyền sử dụng đất lần đầu
Tham mưu quyết định cưỡng chế công trình không phép tại tổ dân phố số 9
Soạn tờ trình xin bổ sung kinh phí sửa trường mầm non Hoa Sữa
Rà soát 46 hộ nghèo, cận nghèo theo chuẩn mới tại 6 tổ dân phố
Chi trả trợ cấp tháng 11 cho 210 đối tượng bảo trợ xã hội
Phun hóa chất diệt muỗi phòng sốt xuất huyết tổ dân phố số 3
Điều tra ca bệnh tay chân miệng tại nhóm trẻ Sao Mai
Gọi khám sơ tuyển nghĩa vụ quân sự cho 85 thanh niên
Lập danh sách thanh niên đủ 17 tuổi đăng ký nghĩa vụ quân sự
Tổ chức ra quân xóa điểm đen rác thải gầm cầu Bến Đá
Tuyên truyền phân loại rác tại nguồn cho 120 hộ khu tập thể Cơ Khí
Giải ngân 500 triệu đồng vốn sửa chữa vỉa hè phố Lò Gạch
Quyết toán kinh phí bầu cử trưởng thôn quý III
Thu thuế đất phi nông nghiệp 3 tổ dân phố còn nợ
Đối chiếu công nợ với Kho bạc Nhà nước khu vực
Cập nhật 300 hồ sơ hộ tịch lên cơ sở dữ liệu dùng chung
Số hóa 450 trang hồ sơ lưu trữ năm 2019 của Văn phòng
Đăng ký khai sinh lưu động cho 4 trẻ tại tổ dân phố số 11
Chứng thực bản sao lưu động tại khu công nghiệp
Kiểm tra việc niêm yết thủ tục hành chính tại Trung tâm Phục vụ hành chính công
Đôn đốc 14 hồ sơ đất đai quá hạn ở Phòng Kinh tế
Trả lời đơn phản ánh tiếng ồn quán nhậu ngõ 27
Xác minh đơn khiếu nại của ông Trần Văn Tư về ranh giới đất
Hòa giải tranh chấp lối đi chung giữa hai hộ ngõ 5
Đối thoại với 20 hộ kinh doanh chợ tạm phố Sấu
Chuẩn bị tài liệu kỳ họp thứ ba HĐND phường
Thẩm tra tờ trình dự toán ngân sách năm 2027
Giám sát việc thu phí vệ sinh môi trường tại 5 tổ dân phố
Tiếp xúc cử tri trước kỳ họp tại nhà văn hóa tổ 8
Vận động quỹ Vì người nghèo tại 15 doanh nghiệp
Trao 30 suất quà cho gia đình chính sách dịp lễ
Khai mạc giải cầu lông công nhân viên chức phường
Duyệt 6 tiết mục hội diễn văn nghệ quần chúng
Kiểm tra dịch vụ internet công cộng gần trường Tiểu học Hoa Sữa
Rà soát trẻ 6 tuổi ra lớp năm học mới
Kết nạp 2 đảng viên chi bộ trường Trung học cơ sở
Soạn nghị quyết Ban Chấp hành Đảng bộ quý IV
Kiểm tra đảng viên chi bộ Công an về quy định nêu gương
Xây dựng kế hoạch phòng chống bão số 8 cho khu nhà nguy hiểm
Tỉa cành 40 cây xanh nguy hiểm trước mùa mưa bão
Giải tỏa 12 ki-ốt lấn chiếm hành lang đường Vành Khuyên
Nghiệm thu công trình thoát nước ngõ 27 phố Sấu
Bàn giao mặt bằng đoạn 300 mét cho nhà thầu
Cắm mốc giới chỉ giới đường đỏ phố mới
Cấp 25 giấy phép sử dụng tạm thời hè phố
Hướng dẫn 18 hộ nộp hồ sơ trực tuyến tại tổ dân phố số 2
Mở lớp tập huấn chữ ký số cho 60 cán bộ tổ dân phố
Nhập liệu 120 phiếu điều tra dân số giữa kỳ
Bình xét gia đình văn hóa tại 24 tổ dân phố
Lập hồ sơ đề nghị tặng thưởng Huân chương cho 3 cán bộ
Thu gom 5 tấn phế thải xây dựng đổ trộm bãi ven sông
Ký cam kết an toàn thực phẩm với 40 hộ kinh doanh ăn uống
Kiểm tra bếp ăn bán trú trường mầm non Hoa Sữa
Diễn tập phương án chữa cháy chung cư Sen Hồng
Sửa chữa 15 bóng đèn chiếu sáng ngõ 42
Sinh hoạt câu lạc bộ người cao tuổi tổ dân phố số 10
"""


def lines(block):
    """Return the lines of ``block`` without blank ones."""
    return [line for line in block.splitlines() if line.strip()]
